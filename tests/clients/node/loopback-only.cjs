// Preloaded into every Node of these tests (NODE_OPTIONS): a connection or a name look-up that leaves loopback fails, and is
// written to the file that DEALSPEC_OUTSIDE_CALLS names. Changes nothing else.
"use strict";

const dns = require("node:dns");
const fs = require("node:fs");
const net = require("node:net");

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

function refused(host) {
  fs.appendFileSync(process.env.DEALSPEC_OUTSIDE_CALLS, `${host} ${process.argv.slice(1, 4).join(" ")}\n`);
  return Object.assign(new Error(`${host} is outside loopback`), { code: "ENETUNREACH" });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const given = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof given === "object" ? given.host : args[1];
  const file = typeof given === "object" ? given.path : typeof given === "string" ? given : undefined;
  if (file === undefined && typeof host === "string" && !LOOPBACK.has(host)) {
    process.nextTick(() => this.destroy(refused(host)));
    return this;
  }
  return connect.apply(this, args);
};

for (const owner of [dns, dns.promises]) {
  const lookup = owner.lookup;
  owner.lookup = function (host, ...rest) {
    if (LOOPBACK.has(host)) return lookup.call(this, host, ...rest);
    const error = refused(host);
    const done = rest.at(-1);
    return typeof done === "function" ? process.nextTick(done, error) : Promise.reject(error);
  };
}

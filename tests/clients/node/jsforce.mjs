// One scenario of jsforce against an embedded org: `node jsforce.mjs SCENARIO < {url, token, given}` prints JSON.
// Decides nothing: what it prints is judged by the tests that run it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.DEALSPEC_CLIENTS}/`);
const jsforce = require("jsforce");

const { url, token, given } = JSON.parse(readFileSync(0, "utf8"));
const version = "66.0";
const connection = new jsforce.Connection({ instanceUrl: url, accessToken: token, version });
connection.metadata.pollInterval = 20;

/** What a promise is refused with, as data. */
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { name: error.name, code: error.errorCode, message: error.message };
  }
  return null;
}

const scenarios = {
  async signIn() {
    const limits = await connection.limits();
    const stranger = new jsforce.Connection({ instanceUrl: url, accessToken: `${token}x`, version });
    return {
      identity: await connection.identity(),
      userInfo: await connection.request("/services/oauth2/userinfo"),
      limits: limits.DailyApiRequests,
      usage: connection.limitInfo.apiUsage,
      stranger: await refusal(stranger.query("SELECT Id FROM Account")),
    };
  },

  async oauth() {
    const { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken } = given.app;
    const app = (secret) => ({ loginUrl: url, clientId, clientSecret: secret });
    const fresh = new jsforce.Connection({ oauth2: app(clientSecret), version });
    const user = await fresh.authorize({ grant_type: "client_credentials" });
    const wrong = new jsforce.Connection({ oauth2: app("wrong"), version });
    const stale = { accessToken: `${token}x`, refreshToken, instanceUrl: url };
    const renewing = new jsforce.Connection({ oauth2: app(clientSecret), version, ...stale });
    const renewals = [];
    renewing.on("refresh", (accessToken) => renewals.push(accessToken));
    return {
      user,
      queried: (await fresh.query("SELECT Id FROM Organization")).records[0].Id,
      wrong: await refusal(wrong.authorize({ grant_type: "client_credentials" })),
      renewed: (await renewing.query("SELECT Id FROM Organization")).records[0].Id,
      renewals: renewals.length,
    };
  },

  async describe() {
    const all = await connection.describeGlobal();
    const one = await connection.sobject("Opportunity").describe();
    return {
      names: all.sobjects.map((object) => object.name),
      fields: Object.fromEntries(one.fields.map((field) => [field.name, field])),
      unknown: await refusal(connection.describe("Nope__c")),
    };
  },

  async records() {
    const { deal } = given;
    const deals = connection.sobject("Opportunity");
    const made = await deals.create(deal);
    const updated = await deals.update({ Id: made.id, StageName: "Closed Won" });
    const read = await deals.retrieve(made.id);
    const deleted = await deals.destroy(made.id);
    return {
      made,
      updated,
      read,
      deleted,
      gone: await refusal(deals.retrieve(made.id)),
      refused: await refusal(deals.create({ Name: "No stage" })),
    };
  },

  async upsertByExternalId() {
    const { field, permissionSet } = given;
    const [object, key] = field.fullName.split(".");
    const records = connection.sobject(object);
    const row = (name) => ({ [key]: "A-1", Name: name });
    await connection.metadata.create("CustomField", field);
    const hidden = await refusal(records.upsert(row("Hidden"), key));
    await connection.metadata.create("PermissionSet", permissionSet);
    const [set] = await connection.sobject("PermissionSet").find({ Name: permissionSet.fullName }, ["Id"]);
    const { user_id: AssigneeId } = await connection.identity();
    await connection.sobject("PermissionSetAssignment").create({ PermissionSetId: set.Id, AssigneeId });
    const upserts = [await records.upsert(row("First"), key), await records.upsert(row("Second"), key)];
    return { hidden, upserts, found: await records.find({ [key]: "A-1" }, ["Name"]) };
  },

  async pages() {
    const accounts = connection.sobject("Account");
    const names = Array.from({ length: given.count }, (_, n) => ({ Name: `Page ${String(n).padStart(4, "0")}` }));
    const made = await accounts.create(names, { allowRecursive: true });
    const soql = "SELECT Name FROM Account WHERE Name LIKE 'Page %' ORDER BY Name";
    const headers = { "Sforce-Query-Options": "batchSize=200" };
    const first = await connection.query(soql, { headers });
    const second = await connection.queryMore(first.nextRecordsUrl, { headers });
    const all = await connection.query(soql, { headers, autoFetch: true, maxFetch: given.count });
    return {
      made: made.filter((result) => result.success).length,
      first: { done: first.done, total: first.totalSize, rows: first.records.length },
      second: second.records[0].Name,
      all: all.records.map((record) => record.Name),
    };
  },

  async definitions() {
    const { field, refused } = given;
    const metadata = connection.metadata;
    const name = field.fullName;
    const result = { types: (await metadata.describe()).metadataObjects };
    result.upserted = await metadata.upsert("CustomField", field);
    result.again = await metadata.upsert("CustomField", [{ ...field, label: "Renamed" }]);
    result.read = await metadata.read("CustomField", name);
    result.absent = await metadata.read("CustomField", "Account.Nope__c");
    result.listed = await metadata.list([{ type: "CustomField" }], version);
    result.refused = await metadata.create("CustomField", refused);
    result.deleted = await metadata.delete("CustomField", name);
    result.left = (await metadata.list([{ type: "CustomField" }], version)).map((one) => one.fullName);
    return result;
  },

  async deploy() {
    const { zip, options, way } = given;
    const seen = [];
    const job = connection.metadata[way](Buffer.from(zip, "base64"), options);
    job.on("progress", (status) => seen.push(status.status));
    return { seen, result: await job.complete(true) };
  },

  async retrieve() {
    const unpackaged = { types: given.types, version };
    return connection.metadata.retrieve({ apiVersion: version, singlePackage: true, unpackaged }).complete();
  },

  async tooling() {
    const found = [];
    for (const soql of given.queries) found.push(await connection.tooling.query(soql));
    return { found, refused: await refusal(connection.tooling.query("SELECT Id FROM Nope")) };
  },

  async bulk() {
    const { object, rows, soql } = given;
    const bulk = connection.bulk2;
    bulk.pollInterval = 20;
    const load = await bulk.loadAndWaitForResults({ object, operation: "insert", input: rows });
    return { load, found: await (await bulk.query(soql)).toArray() };
  },
};

try {
  process.stdout.write(JSON.stringify((await scenarios[process.argv[2]]()) ?? null));
} catch (error) {
  process.stderr.write(`${error.stack}\n${JSON.stringify(error)}\n`);
  process.exitCode = 1;
}

const rows = [...document.querySelectorAll("tr[data-finding]")].map(row => {
  const rule = row.closest("section.rule");
  return { row, rule, text: (row.textContent + " " + rule.id + " " + rule.querySelector(".message").textContent).toLowerCase() };
});
const label = document.createElement("label");
label.className = "filter";
label.innerHTML = 'Show only <input type="search" placeholder="a record, rule or field" autocomplete="off"> <output></output>';
document.querySelector("section.target").before(label);
const [input, output] = label.querySelectorAll("input, output");
input.addEventListener("input", () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const filled = new Set();
  let shown = 0;
  for (const { row, rule, text } of rows) {
    row.hidden = !words.every(word => text.includes(word));
    if (!row.hidden) { shown++; filled.add(rule); }
  }
  document.querySelectorAll("section.rule").forEach(rule => { rule.hidden = !filled.has(rule); });
  output.textContent = words.length ? `${shown} of ${rows.length} findings` : "";
});

const rows = [...document.querySelectorAll("tr[data-words]")].map(row =>
  ({ row, text: (row.textContent + " " + row.dataset.words).toLowerCase() }));
const box = document.querySelector(".search");
const [input, output] = box.querySelectorAll("input, output");
const none = document.querySelector(".none");
const browse = document.querySelectorAll(".browse");
const search = () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { row, text } of rows) {
    row.hidden = !words.every(word => text.includes(word));
    if (!row.hidden) shown++;
  }
  browse.forEach(section => { section.hidden = words.length > 0; });
  none.hidden = shown > 0;
  output.textContent = words.length ? `${shown} of ${rows.length} fields` : "";
  history.replaceState(null, "", words.length ? `#search=${encodeURIComponent(input.value)}` : location.pathname);
};
box.hidden = false;
input.addEventListener("input", search);
if (location.hash.startsWith("#search=")) {
  input.value = decodeURIComponent(location.hash.slice(8));
  search();
}

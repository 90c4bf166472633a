// Datasette's own pages do not say what language they are in, where their main part is, and what some fields are for.
// A row that its script adds to the filters is a copy of one that is named here.
const NAMES = {
  'select[name="_filter_column"]': "Column to filter by",
  'select[name="_filter_op"]': "How to compare",
  'input[name="_filter_value"]': "Value to compare with",
  'select[name="_sort"]': "Sort by",
  "textarea#sql-editor, .CodeMirror textarea": "SQL",
};

document.documentElement.lang = "en";
document.querySelector("section.content")?.setAttribute("role", "main");
addEventListener("load", () => {  // by then the SQL editor has taken the place of its field
  for (const [fields, name] of Object.entries(NAMES)) {
    for (const field of document.querySelectorAll(fields)) field.setAttribute("aria-label", name);
  }
});

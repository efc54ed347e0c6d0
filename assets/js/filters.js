// Sort a table by its heads, and find rows by their words.
// <table data-sortable>: heads become buttons. A cell's data-sort is what it sorts by.
// <input data-finds="id of table">: keeps the rows that hold all its words; the element
// <p data-found-in="id of table" role="status"> says how many.
// Inputs come hidden inside [data-needs-script], which is shown here.

const collator = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' })

function sortKey (row, column) {
  const cell = row.cells[column]
  return cell ? cell.dataset.sort ?? cell.textContent.trim() : ''
}

function sortBy (table, head) {
  const descending = head.getAttribute('aria-sort') === 'ascending'
  for (const other of head.parentElement.cells) other.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
  const way = descending ? -1 : 1
  const column = head.cellIndex
  const body = table.tBodies[0]
  const rows = Array.from(body.rows)
  rows.sort((a, b) => way * collator.compare(sortKey(a, column), sortKey(b, column)))
  body.append(...rows)
}

function makeSortable (table) {
  for (const head of table.tHead?.rows[0]?.cells ?? []) {
    if (!head.textContent.trim() || head.querySelector('a, button')) continue
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 's11-sort'
    button.append(...head.childNodes)
    button.addEventListener('click', () => sortBy(table, head))
    head.append(button)
  }
}

function find (table, words, report) {
  const wanted = words.toLocaleLowerCase('en-GB').split(/\s+/).filter(Boolean)
  let shown = 0
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLocaleLowerCase('en-GB')
    row.hidden = !wanted.every(word => text.includes(word))
    if (!row.hidden) shown += 1
  }
  if (report) report.textContent = `${shown} of ${table.tBodies[0].rows.length} shown`
}

export function startFilters (root = document) {
  for (const hidden of root.querySelectorAll('[data-needs-script]')) hidden.hidden = false
  for (const table of root.querySelectorAll('table[data-sortable]')) makeSortable(table)
  for (const input of root.querySelectorAll('[data-finds]')) {
    const table = document.getElementById(input.dataset.finds)
    const report = root.querySelector(`[data-found-in="${input.dataset.finds}"]`)
    if (table) input.addEventListener('input', () => find(table, input.value, report))
  }
}

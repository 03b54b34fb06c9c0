/**
 * What is better with a script, and works without: the theme is remembered, lists can be filtered, an address that leads into
 * something closed opens it. It makes no requests and writes no HTML.
 */
export const PAGE_SCRIPT = `
(() => {
  const themes = document.querySelectorAll('input[name=theme]');
  let kept = null;
  try { kept = localStorage.getItem('lockstep-theme'); } catch {}
  for (const one of themes) {
    if (one.value === kept) one.checked = true;
    one.addEventListener('change', () => { try { localStorage.setItem('lockstep-theme', one.value); } catch {} });
  }
  for (const box of document.querySelectorAll('[data-filters]')) {
    const list = document.getElementById(box.dataset.filters);
    const count = box.querySelector('output');
    const input = box.querySelector('input');
    if (list === null || input === null) continue;
    box.hidden = false;
    input.addEventListener('input', () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of list.querySelectorAll('[data-row]')) {
        row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted);
        if (!row.hidden) shown += 1;
      }
      if (count !== null) count.textContent = wanted === '' ? '' : shown + ' shown';
    });
  }
  const open = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let at = target; at !== null; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    if (target !== null) target.scrollIntoView();
  };
  addEventListener('hashchange', open);
  if (location.hash.length > 1) open();
})();
`;

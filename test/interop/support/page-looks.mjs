// What is asked of every page. These run in the page: they are sent there as text.

/** Runs in the page. */
export function tooWide() {
  const wide = [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect();
    // What is inside of something that scrolls, or is cut with dots, does not stick out.
    return (
      box.right > innerWidth + 1 &&
      !one.closest('.scroll, pre, nav ul, .gantt-name, .forest-name, .skip, svg')
    );
  });
  if (document.documentElement.scrollWidth > innerWidth) wide.push(document.documentElement);
  return wide.map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`);
}

/** Runs in the page: text whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3; relative luminance as there). */
export function hardToRead() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgba('Canvas');
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bad = new Set();
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (data.trim() === '' || element.closest('script, style')) continue;
    const style = getComputedStyle(element);
    const ink = rgba(element.ownerSVGElement ? style.fill : style.color);
    const [one, two] = [luminance(ink), luminance(backgroundOf(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (two + 0.05);
    if (contrast < 4.5)
      bad.add(
        `${element.tagName}.${element.getAttribute('class') ?? ''} ${contrast.toFixed(2)}: ${data.trim().slice(0, 30)}`,
      );
  }
  return [...bad];
}

// Looks at all text of a page as a person would, and returns what is wrong with it, a line each: the rule, and the text.
() => {
  const faults = new Set();
  const fault = (rule, text) => faults.add(`${rule}: ${text.trim().replace(/\s+/g, " ").slice(0, 80)}`);
  const slack = 1.5; // pixels are rounded

  // A text that only screen readers meet is there on purpose.
  const unseen = (e) => {
    const box = e.getBoundingClientRect();
    return getComputedStyle(e).clipPath !== "none" && box.width <= 1 && box.height <= 1;
  };
  const around = (e) => {
    const all = [];
    for (; e && e.nodeType === Node.ELEMENT_NODE; e = e.parentElement) all.push(e);
    return all;
  };
  const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX);
  const hides = (style) => /hidden|clip/.test(style);

  // The lines of all visible text, with the elements around each.
  const lines = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("style, script, title, head, desc")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const elements = around(element);
    if (elements.some(unseen)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 0) lines.push({ node, element, elements, box });
  }
  if (lines.length === 0) fault("empty", "there is no text at all");

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + slack && root.clientWidth > 0) fault("wide", `the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);

  for (const { node, element, elements, box } of lines) {
    const scroller = elements.find(scrolls);
    if (!scroller && (box.left < -slack || box.right > innerWidth + slack)) fault("outside the window", node.data);
    for (const e of elements) {
      if (e === scroller) break;
      const style = getComputedStyle(e);
      if (hides(style.overflowX) && e.scrollWidth > e.clientWidth + slack) fault("cut", node.data);
      if (hides(style.overflowY) && e.scrollHeight > e.clientHeight + slack && e.clientHeight > 0) fault("cut", node.data);
    }
    const svg = element.closest("svg");
    // In a picture a text belongs to the shape that is drawn beside it in its group.
    const holder = svg ? element.closest("g")?.querySelector(":scope > .shape") : elements.find((e) => getComputedStyle(e).display !== "inline");
    for (const around of [holder, svg && svg.ownerSVGElement ? svg.ownerSVGElement : svg]) {
      const outer = around?.getBoundingClientRect();
      if (outer && (box.left < outer.left - slack || box.right > outer.right + slack || (svg && (box.top < outer.top - slack || box.bottom > outer.bottom + slack)))) {
        fault("outside its box", node.data);
      }
    }
  }

  // What a scrolling box does not show can overlap nothing.
  const shown = ({ elements, box }) => {
    let { left, right, top, bottom } = box;
    // The box of a line is higher than its letters.
    const trim = (bottom - top) * 0.25;
    top += trim;
    bottom -= trim;
    for (const e of elements) {
      const style = getComputedStyle(e);
      if (style.overflowX === "visible" || e === root || e === document.body) continue;
      const clip = e.getBoundingClientRect();
      [left, right, top, bottom] = [Math.max(left, clip.left), Math.min(right, clip.right), Math.max(top, clip.top), Math.min(bottom, clip.bottom)];
    }
    return { left, right, top, bottom };
  };
  const boxes = lines.map((line) => ({ node: line.node, ...shown(line) })).filter((b) => b.right > b.left && b.bottom > b.top);
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((a, i) => {
    for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom; j++) {
      const b = boxes[j];
      const [width, height] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
      if (a.node !== b.node && width > slack && height > slack) fault("overlap", `${a.node.data.trim()} / ${b.node.data.trim()}`);
    }
  });

  // WCAG AA: 4.5 for text, 3 for large text.
  const rgba = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const opaque = (colour) => colour.length === 3 || colour[3] === 1;
  const page = () => (matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255]);
  const behind = (element, elements) => {
    if (element.closest("svg")) {
      for (let g = element.closest("g"); g; g = g.parentElement?.closest("g")) {
        const shape = g.querySelector(":scope > .shape > *");
        const fill = shape && rgba(getComputedStyle(shape).fill);
        if (fill?.length >= 3 && opaque(fill)) return fill;
      }
      const sheet = element.closest("svg").querySelector(":scope > rect");
      if (sheet) return rgba(getComputedStyle(sheet).fill);
    }
    for (const e of elements) {
      const fill = rgba(getComputedStyle(e).backgroundColor);
      if (fill.length >= 3 && opaque(fill)) return fill;
    }
    return page();
  };
  for (const { node, element, elements } of lines) {
    const style = getComputedStyle(element);
    const [text, ground] = [light(rgba(element.closest("svg") ? style.fill : style.color)), light(behind(element, elements))];
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight, 10) >= 700);
    if (contrast < (large ? 3 : 4.5)) fault("pale", `${contrast.toFixed(1)} ${node.data}`);
  }
  return [...faults];
}

// Builds elements. Text is always set as text, so nothing that a caller or a bank sends is markup.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function show(node, visible) {
  node.hidden = !visible;
}

export function say(node, text) {
  // A live region is read aloud again only when its text changes.
  if (node.textContent !== text) {
    node.textContent = text;
  }
  show(node, text !== "");
}

// The elements of an EC2 reply, read without a schema: members that nobody has described yet are seen too.

export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const TOKEN = /<[?!][^>]*>|<(\/?)([A-Za-z][\w.:-]*)[^>]*?(\/?)>|([^<]+)/g;

/** The root element, or undefined for a text that has none. Entities stay as they are written. */
export function parseXml(text: string): XmlElement | undefined {
  const top: XmlElement = { name: '', text: '', children: [] };
  const open = [top];
  for (const [, closing, name, empty, words] of text.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? top;
    if (words !== undefined) parent.text += words;
    if (name === undefined) continue;
    if (closing === '/') {
      if (open.length > 1) open.pop();
      continue;
    }
    const element: XmlElement = { name, text: '', children: [] };
    parent.children.push(element);
    if (empty !== '/') open.push(element);
  }
  return top.children[0];
}

/** The first element of that name at any depth. */
export function findElement(root: XmlElement | undefined, name: string): XmlElement | undefined {
  if (root === undefined || root.name === name) return root;
  for (const child of root.children) {
    const found = findElement(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The text of a direct child; undefined when there is no such child. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find((child) => child.name === name)?.text;
}

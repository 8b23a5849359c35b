// What an author can write: nothing whose HTML would need inline style, which our security policy refuses.
import { mergeAttributes, type Extensions } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";

// Tiptap writes column widths as style attributes; ours are left to the reader's screen.
const PlainTable = Table.extend({
  renderHTML({ HTMLAttributes }) {
    const { style: _style, ...attributes } = mergeAttributes(this.options.HTMLAttributes, HTMLAttributes);
    return ["table", attributes, ["tbody", 0]];
  },
}).configure({ resizable: false, View: null });

export function extensions(simple: boolean, images: boolean): Extensions {
  const kit = StarterKit.configure({
    heading: simple ? false : { levels: [2, 3, 4] },
    link: { openOnClick: false, autolink: true, protocols: ["mailto", "tel"], HTMLAttributes: { target: null, rel: null } },
    underline: false,
    strike: false,
    trailingNode: simple ? false : {},
  });
  if (simple) return images ? [kit, Image] : [kit];
  return [kit, Image, PlainTable, TableRow, TableHeader, TableCell];
}

/** Completion in annotation files: ids, types, roles, and the annotations that a line may refer to. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Position,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { normalizersFor } from '../corpus/normalizers.ts';
import { readLine } from '../formats/brat/lineGrammar.ts';
import { slotAt } from '../formats/brat/lineSlots.ts';
import { lineIndexAt, splitLines } from '../formats/brat/lines.ts';
import type { Proposal } from '../formats/brat/proposal.ts';
import { proposalsFor } from '../formats/brat/proposals.ts';
import { isAnnotationUri, isFileUri, type Notes } from './notes.ts';
import type { Schemas } from './schemas.ts';

/** What is typed between the parts of a line. */
export const completionTriggers = ['\t', ' ', ':'];

/** More items are no help to anybody; editors ask again for what is typed further. */
const mostItems = 1000;

export class Completion {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #notes: Notes;
  readonly #schemas: Schemas;

  constructor(documents: TextDocuments<TextDocument>, notes: Notes, schemas: Schemas) {
    this.#documents = documents;
    this.#notes = notes;
    this.#schemas = schemas;
  }

  /**
   * What may stand at a position of an annotation file, in place of what stands there, the likeliest first. Of too many,
   * those that begin with what is typed so far, or whose words have it.
   */
  async at(uri: string, position: Position): Promise<CompletionList> {
    const document = this.#documents.get(uri);
    if (document === undefined || !isAnnotationUri(uri)) return nothing;
    const content = document.getText();
    const offset = document.offsetAt(position);
    const slot = slotAt(content, offset);
    if (slot === undefined) return nothing;
    const { start, end } = slot.replaced;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    const lines = splitLines(content).map(readLine);
    const index = lineIndexAt(lines, start);
    const { annotation } = await this.#schemas.configuration(uri);
    const proposals = proposalsFor(slot, {
      lines,
      index,
      isLine: (lines[index]?.span.end ?? -1) >= start,
      ...(annotation !== undefined && { configuration: annotation }),
      entityTypes: slot.kind === 'type' && annotation === undefined ? await this.#entityTypes(uri) : [],
      terminologies: slot.kind === 'terminology' ? await this.#terminologies(uri) : [],
    });
    const isIncomplete = proposals.length > mostItems;
    const typed = content.slice(start, offset);
    const proposed = isIncomplete ? proposals.filter((each) => fits(each, typed)) : proposals;
    const items = proposed.slice(0, mostItems).map((proposal, order) => itemOf(proposal, order, range));
    return { isIncomplete, items };
  }

  /** The types of the note that the file belongs to, those that its model suggests included. */
  async #entityTypes(uri: string): Promise<string[]> {
    const note = this.#notes.get(uri);
    return note === undefined ? [] : (await this.#schemas.types(note)).map(({ type }) => type);
  }

  /** The normalisation resources that `tools.conf` names. */
  async #terminologies(uri: string): Promise<string[]> {
    if (!isFileUri(uri)) return [];
    const folder = dirname(fileURLToPath(uri));
    return normalizersFor(folder, this.#notes.rootOf(folder));
  }
}

const nothing: CompletionList = { isIncomplete: false, items: [] };

function fits({ label, words = '' }: Proposal, typed: string): boolean {
  return label.startsWith(typed) || words.toLowerCase().includes(typed.toLowerCase());
}

function itemOf(
  { label, newText, detail, words, kind }: Proposal,
  order: number,
  range: { start: Position; end: Position },
): CompletionItem {
  return {
    label,
    detail,
    kind: itemKinds[kind],
    textEdit: { range, newText },
    // An annotation is found by its words too.
    filterText: words === undefined ? label : `${label} ${words}`,
    // Editors sort items that match alike by this.
    sortText: String(order).padStart(6, '0'),
  };
}

const itemKinds: Readonly<Record<Proposal['kind'], CompletionItemKind>> = {
  id: CompletionItemKind.Unit,
  type: CompletionItemKind.Class,
  role: CompletionItemKind.Property,
  annotation: CompletionItemKind.Reference,
  value: CompletionItemKind.EnumMember,
  terminology: CompletionItemKind.Module,
};

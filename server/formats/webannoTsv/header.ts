/** The header of WebAnno TSV: which layers there are, and which column holds which of their features. */

export interface Layer {
  readonly kind: 'span' | 'chain' | 'relation';
  /** The full name of its type, for example `webanno.custom.Span`. */
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Column {
  /**
   * What its cells hold: the value of a `feature`; nothing but a mark (`placeholder`); the roles or the targets of a
   * slot; the type of a link and its chain (`linkType`); the relation to the next link and the place in the chain
   * (`linkRelation`); the unit that a relation comes from (`source`).
   */
  readonly kind: 'feature' | 'placeholder' | 'roles' | 'targets' | 'linkType' | 'linkRelation' | 'source';
  /** The name of the feature; of a placeholder and of a source, empty. */
  readonly feature: string;
  /** The type of the links of a slot (`roles`), or of the annotations that a slot or a relation refers to. */
  readonly type?: string;
}

const layerKinds = { SP: 'span', CH: 'chain', RL: 'relation' } as const;

/** Reads a line such as `#T_SP=webanno.custom.Span|value`; undefined where it is none. */
export function readLayer(line: string): Layer | undefined {
  const parts = /^#T_(SP|CH|RL)=([^|]+)(.*)$/.exec(line);
  if (parts === null) return undefined;
  const kind = layerKinds[parts[1] as keyof typeof layerKinds];
  const declared = (parts[3] as string).split('|').filter((field) => field !== '');
  const columns: Column[] = [];
  for (const field of declared) {
    const previous = columns.at(-1);
    if (kind === 'relation' && field.startsWith('BT_')) {
      columns.push({ kind: 'source', feature: '', type: field.slice(3) });
    } else if (kind === 'chain' && (field === 'referenceType' || field === 'referenceRelation')) {
      columns.push({ kind: field === 'referenceType' ? 'linkType' : 'linkRelation', feature: field });
    } else if (kind === 'span' && field.startsWith('ROLE_')) {
      // `ROLE_host:feature_linkType`; the names of types have dots in them, those of features have none.
      const slot = /^ROLE_[^:]*:([^.]+)_([^_.]*(?:\..*)?)$/.exec(field);
      columns.push({ kind: 'roles', feature: slot?.[1] ?? field, ...(slot?.[2] && { type: slot[2] }) });
    } else if (kind === 'span' && previous?.kind === 'roles') {
      columns.push({ kind: 'targets', feature: previous.feature, type: field });
    } else {
      columns.push({ kind: 'feature', feature: field });
    }
  }
  if (columns.length === 0) columns.push({ kind: 'placeholder', feature: '' });
  return { kind, name: parts[2] as string, columns };
}

/** The line that declares a layer. */
export function writeLayer({ kind, name, columns }: Layer): string {
  const mark = { span: 'SP', chain: 'CH', relation: 'RL' }[kind];
  const fields = columns.map((column) => {
    if (column.kind === 'roles') return `ROLE_${name}:${column.feature}_${column.type ?? ''}`;
    if (column.kind === 'targets') return column.type ?? '';
    if (column.kind === 'source') return `BT_${column.type}`;
    return column.feature;
  });
  return `#T_${mark}=${[name, ...fields].join('|')}`;
}

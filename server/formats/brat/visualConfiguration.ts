/** Reading `visual.conf`: how types are called and coloured. */
import type { Problem } from '../../annotation/problems.ts';
import { readConfigurationLines } from './configurationLines.ts';

export interface VisualConfiguration {
  /** The labels of a type, the fullest first. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Settings such as `bgColor` by type; `SPAN_DEFAULT`, `ARC_DEFAULT` and `ATTRIBUTE_DEFAULT` are types here. */
  readonly drawing: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly problems: readonly Problem[];
}

/** How an entity is drawn. Colours are as written: any that HTML knows. */
export interface SpanColours {
  readonly text?: string;
  readonly background?: string;
  /** `darken` stands for a darker shade of the background. */
  readonly border?: string;
}

/** Reads a `visual.conf`. Never throws. */
export function readVisualConfiguration(content: string): VisualConfiguration {
  const read = readConfigurationLines(content, ['labels', 'drawing', 'options'], ['labels']);
  const labels = new Map<string, readonly string[]>();
  const drawing = new Map<string, ReadonlyMap<string, string>>();
  const problems: Problem[] = [...read.problems];
  for (const { section, names, settings, place } of read.entries) {
    const [name, ...others] = names;
    if (section === 'labels') labels.set(name, others);
    if (section !== 'drawing') continue;
    const values = new Map(drawing.get(name));
    for (const setting of settings) {
      const colon = setting.indexOf(':');
      if (colon < 1) {
        const message = `"${setting}" is no setting; a setting is key:value, for example bgColor:#7fa2ff.`;
        problems.push({ code: 'configuration/setting', severity: 'warning', message, place });
      } else {
        values.set(setting.slice(0, colon).trim(), setting.slice(colon + 1).trim());
      }
    }
    drawing.set(name, values);
  }
  return { labels, drawing, problems };
}

/** The label to show for a type: its fullest label, or its name with spaces for underscores. */
export function labelOf({ labels }: VisualConfiguration, type: string): string {
  return labels.get(type)?.[0] ?? type.replaceAll('_', ' ');
}

/** The colours of an entity of a type, `SPAN_DEFAULT` filling what the type leaves open. */
export function spanColours({ drawing }: VisualConfiguration, type: string): SpanColours {
  const value = (key: string): string | undefined =>
    drawing.get(type)?.get(key) ?? drawing.get('SPAN_DEFAULT')?.get(key);
  const text = value('fgColor');
  const background = value('bgColor');
  const border = value('borderColor');
  return {
    ...(text !== undefined && { text }),
    ...(background !== undefined && { background }),
    ...(border !== undefined && { border }),
  };
}

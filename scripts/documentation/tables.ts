/** The README's tables of what package.json contributes. */
import { describeKeys, type Keybinding } from '../keys.ts';

/** What the tables need of package.json's `contributes`. */
export interface Contributions {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly keybindings: readonly Keybinding[];
  readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
}

export interface Setting {
  readonly order?: number;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownDescription: string;
}

/** The tables by the name that stands in their markers. */
export function documentationTables(contributions: Contributions): Map<string, string> {
  return new Map([
    ['keys', keysTable(contributions)],
    ['commands', commandsTable(contributions)],
    ['settings', settingsTable(contributions)],
  ]);
}

/** Every key with what it does, in the order of package.json. */
function keysTable({ commands, keybindings }: Contributions): string {
  const titles = new Map(commands.map(({ command, title }) => [command, title]));
  return markdownTable(
    ['Key', 'On a Mac', 'Command'],
    keybindings.map((binding) => [
      code(describeKeys(binding, 'other')),
      code(describeKeys(binding, 'mac')),
      titles.get(binding.command) ?? binding.command,
    ]),
  );
}

/** The commands that have no key. */
function commandsTable({ commands, keybindings }: Contributions): string {
  const bound = new Set(keybindings.map(({ command }) => command));
  const unbound = commands.filter(({ command }) => !bound.has(command));
  return markdownTable(
    ['Command', 'Identifier'],
    unbound.map(({ command, title }) => [title, code(command)]),
  );
}

function settingsTable({ configuration }: Contributions): string {
  const settings = Object.entries(configuration.properties).sort(
    ([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0),
  );
  return markdownTable(
    ['Setting', 'Default', 'What it does'],
    settings.map(([name, setting]) => [
      code(name),
      setting.default === '' ? 'empty' : code(JSON.stringify(setting.default)),
      [setting.markdownDescription, ...valuesOf(setting)].join('<br>'),
    ]),
  );
}

function valuesOf({ enum: values = [], enumDescriptions = [] }: Setting): string[] {
  return values.map((value, index) => `${code(JSON.stringify(value))}: ${enumDescriptions[index] ?? ''}`);
}

function code(words: string): string {
  return `\`${words}\``;
}

/** A table in Markdown, a line a row, with a line end at its end. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, heading.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(escaped).join(' | ')} |\n`).join('');
}

/** A cell ends at a bar and a row at a line end. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

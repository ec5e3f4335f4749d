/** The keys of package.json as people read them. */

/** A key binding as package.json contributes it. */
export interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
}

export type Keyboard = 'mac' | 'other';

const names: Readonly<Record<Keyboard, Readonly<Record<string, string>>>> = {
  mac: { alt: 'Option', cmd: 'Cmd', meta: 'Cmd', enter: 'Return' },
  other: {},
};

/** The keys of a binding as they are named on a keyboard: `alt+shift+enter` is `Alt+Shift+Enter`, or `Option+…` on a Mac. */
export function describeKeys({ key, mac }: Keybinding, keyboard: Keyboard): string {
  const pressed = keyboard === 'mac' ? (mac ?? key) : key;
  return pressed
    .split('+')
    .map((name) => names[keyboard][name] ?? name.charAt(0).toUpperCase() + name.slice(1))
    .join('+');
}

/**
 * The class of a formula, by the name of its file (Homebrew/brew, Library/Homebrew/formulary.rb, `class_s`): `weather-cli` is `WeatherCli`, `node@20`
 * is `NodeAT20`, `c++` is `Cxx`.
 */
export function formulaClass(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}`
    .replace(/[-_.\s]([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replaceAll('+', 'x')
    .replace(/(.)@(\d)/, '$1AT$2');
}

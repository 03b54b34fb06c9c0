/** `registry:5000/team/app:1.2@sha256:…` → `registry:5000/team/app`: what stays the same when an image is built again. */
export function repositoryOf(image: string | undefined): string | undefined {
  const name = image?.replace(/@[^@]*$/u, '').replace(/:[^:/]*$/u, '');
  return name === '' ? undefined : name;
}

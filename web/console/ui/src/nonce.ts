// Every style element that code of this page makes carries the page's nonce: the policy refuses others, and parts of the
// component library (the lock of the page behind a dialog) forget it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content
const create = document.createElement.bind(document)

document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options)
  if (nonce && element instanceof HTMLStyleElement) element.nonce = nonce
  return element
}) as typeof document.createElement

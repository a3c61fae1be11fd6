import type { ComponentChildren } from 'preact'
import { Page } from './page.tsx'

/** What is common to the pages that mails link to. */
export function LetterPage({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <>
      <header>
        <span class="name">Atrium</span>
      </header>
      <main>
        <div class="narrow">
          <Page title={title}>{children}</Page>
        </div>
      </main>
    </>
  )
}

/** Takes a token out of the address once it is good for nothing, so that it stays in no history. */
export function forgetToken(): void {
  history.replaceState(null, '', location.pathname)
}

import type { ComponentChild } from 'preact'
import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { forgetUploads } from '../api/kept-uploads.ts'
import { endSession, useSession } from '../api/session.ts'
import { Page } from '../parts/page.tsx'
import { hrefOf, type Route, useRoute } from '../routes.ts'
import { ArticlePage } from './article.tsx'
import { ArticlesPage } from './articles.tsx'
import { CategoriesPage } from './categories.tsx'
import { OverviewPage } from './overview.tsx'
import { PeoplePage } from './people.tsx'
import { QueuesPage } from './queues.tsx'
import { RecountsPage } from './recounts.tsx'
import { SignInPage } from './sign-in.tsx'
import { SitePage } from './site.tsx'
import { UploadsPage } from './uploads.tsx'
import { WebhookPage } from './webhook.tsx'
import { WebhooksPage } from './webhooks.tsx'

type User = AnswerOf<'login'>['user']

type Audience = 'everyone' | 'moderators' | 'administrators'

interface Place {
  readonly label: string
  readonly isFor: Audience
  readonly show: (route: Route, user: User) => ComponentChild
}

const places: Readonly<Record<string, Place>> = {
  '': { label: 'Overview', isFor: 'everyone', show: (route) => <OverviewPage route={route} /> },
  articles: {
    label: 'Articles',
    isFor: 'everyone',
    show: (route) => (route.id === undefined ? <ArticlesPage /> : <ArticlePage key={route.id} route={route} id={route.id} />),
  },
  uploads: { label: 'Uploads', isFor: 'everyone', show: () => <UploadsPage /> },
  categories: { label: 'Categories', isFor: 'moderators', show: () => <CategoriesPage /> },
  people: { label: 'People', isFor: 'administrators', show: (_, { id }) => <PeoplePage me={id} /> },
  site: { label: 'Site', isFor: 'administrators', show: (route) => <SitePage route={route} /> },
  queues: { label: 'Queues', isFor: 'administrators', show: () => <QueuesPage /> },
  recounts: { label: 'Recounts', isFor: 'administrators', show: () => <RecountsPage /> },
  webhooks: {
    label: 'Webhooks',
    isFor: 'administrators',
    show: ({ id }) => (id === undefined ? <WebhooksPage /> : <WebhookPage key={id} id={id} />),
  },
}

function isOpenTo({ role }: User, { isFor }: Place): boolean {
  return isFor === 'everyone' || role === 'admin' || (isFor === 'moderators' && role === 'moderator')
}

/** The whole console: one page at a time, for whoever is signed in. */
export function Console() {
  const { session, notice } = useSession()
  const route = useRoute()
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}>
        Skip to the content
      </button>
      <header>
        <span class="name">Atrium</span>
        {session && <Navigation route={route} user={session.user} />}
      </header>
      <main>{session ? <Open route={route} user={session.user} /> : <SignInPage notice={notice} />}</main>
    </>
  )
}

function Open({ route, user }: { readonly route: Route; readonly user: User }) {
  const place = Object.hasOwn(places, route.page) ? places[route.page] : undefined
  if (!place) return <Page title="Not found">There is no such page.</Page>
  if (!isOpenTo(user, place)) return <Page title={place.label}>This page is for {place.isFor}.</Page>
  return place.show(route, user)
}

function Navigation({ route, user }: { readonly route: Route; readonly user: User }) {
  const open = Object.entries(places).filter(([, place]) => isOpenTo(user, place))
  const signOut = () => {
    // Whatever becomes of the call: nobody who asked to be signed out stays so on this screen.
    call('logout').catch(() => undefined)
    endSession()
    forgetUploads(user.id)
  }
  return (
    <>
      <nav aria-label="Pages">
        {open.map(([page, { label }]) => (
          <a key={page} href={hrefOf({ page })} aria-current={page === route.page ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <span class="user">{user.username}</span>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </>
  )
}

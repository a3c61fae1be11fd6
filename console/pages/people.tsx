import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { useList } from '../api/use-list.ts'
import { Field, valuesOf } from '../parts/field.tsx'
import { atMoment, labelOf } from '../parts/format.ts'
import { Listed } from '../parts/listed.tsx'
import { Page } from '../parts/page.tsx'
import { RoleDialog } from './role-dialog.tsx'

type Person = AnswerOf<'listUsers'>['items'][number]

/** Finds people, and gives them roles. */
export function PeoplePage({ me }: { readonly me: string }) {
  const [words, setWords] = useState('')
  return (
    <Page title="People">
      <form role="search" class="line" onSubmit={(event) => setWords(valuesOf(event).q?.trim() ?? '')}>
        <Field label="Beginning of a name" name="q" type="search" maxLength={100} required />
        <button type="submit" class="main">
          Search
        </button>
      </form>
      {words !== '' && <Found words={words} me={me} />}
    </Page>
  )
}

function Found({ words, me }: { readonly words: string; readonly me: string }) {
  const people = useList(
    (cursor) => call('listUsers', { query: { q: words, ...(cursor !== undefined && { cursor }) } }),
    [words],
  )
  const [chosen, setChosen] = useState<Person>()
  const [done, setDone] = useState('')
  const onChanged = ({ username, role }: Person) => {
    setDone(`${username} is ${role} from their next sign-in or within 15 minutes.`)
    people.reload()
  }
  return (
    <>
      <p role="status">{done}</p>
      <Listed
        of={people}
        caption={`People found for ${words}`}
        empty="Nobody has a name that begins like this."
        columns={[
          { label: 'Username', cell: ({ username }) => username },
          { label: 'Name', cell: ({ full_name }) => full_name ?? '–' },
          { label: 'Joined', cell: ({ created_at }) => atMoment(created_at) },
          {
            label: 'Role',
            cell: (person) => (
              <span class="with-button">
                {labelOf(person.role)}
                {/* An administrator who stops being one could not take it back. */}
                {person.id !== me && (
                  <button type="button" aria-label={`Change the role of ${person.username}`} onClick={() => setChosen(person)}>
                    Change
                  </button>
                )}
              </span>
            ),
          },
        ]}
        keyOf={({ id }) => id}
      />
      {chosen && <RoleDialog person={chosen} onChanged={onChanged} onClose={() => setChosen(undefined)} />}
    </>
  )
}

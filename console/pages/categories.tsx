import { useRef, useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Dialog } from '../parts/dialog.tsx'
import { inFull } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { Table } from '../parts/table.tsx'
import { CategoryDialog } from './category-dialog.tsx'
import { allCategories, type Category, inTree } from './category-tree.ts'

type Asked = { readonly is: 'add' } | { readonly is: 'change' | 'delete'; readonly category: Category }

/** What articles are sorted into. */
export function CategoriesPage() {
  const categories = useAnswer(allCategories, [])
  const [asked, setAsked] = useState<Asked>()
  const [done, setDone] = useState('')
  const add = useRef<HTMLButtonElement>(null)
  const close = (isDone: boolean) => {
    // The button that opened the dialog may go with its category.
    if (isDone && asked?.is === 'delete') add.current?.focus()
    setAsked(undefined)
  }
  const tell = (sentence: string) => {
    setDone(sentence)
    categories.reload()
  }
  const remove = async ({ id, name }: Category) => {
    await call('deleteCategory', { params: { category_id: id } })
    tell(`${name} was deleted.`)
  }
  return (
    <Page title="Categories">
      <p>
        <button ref={add} type="button" class="main" onClick={() => setAsked({ is: 'add' })}>
          Add a category
        </button>
      </p>
      <p role="status">{done}</p>
      <Loaded of={categories}>
        {(all) => (
          <>
            {all.length === 0 ? <p class="quiet">There is no category yet.</p> : <Categories of={all} onAsked={setAsked} />}
            {asked && asked.is !== 'delete' && (
              <CategoryDialog all={all} category={asked.is === 'change' ? asked.category : undefined} onDone={tell} onClose={close} />
            )}
          </>
        )}
      </Loaded>
      {asked?.is === 'delete' && (
        <Dialog title={`Delete ${asked.category.name}?`} action="Delete" onConfirm={() => remove(asked.category)} onClose={close}>
          <p>Its articles stay, without it.</p>
        </Dialog>
      )}
    </Page>
  )
}

function Categories({ of: all, onAsked }: { readonly of: readonly Category[]; readonly onAsked: (asked: Asked) => void }) {
  return (
    <Table
      caption="Categories, each below the one that it belongs to"
      columns={[
        { label: 'Name', cell: ({ path }) => path.join(' › ') },
        { label: 'Articles', cell: ({ category }) => inFull(category.articles_count), isNumber: true },
        {
          label: 'Change it',
          isNumber: true,
          cell: ({ category }) => (
            <span class="with-button">
              <button type="button" aria-label={`Change ${category.name}`} onClick={() => onAsked({ is: 'change', category })}>
                Change
              </button>
              <button type="button" aria-label={`Delete ${category.name}`} onClick={() => onAsked({ is: 'delete', category })}>
                Delete
              </button>
            </span>
          ),
        },
      ]}
      rows={inTree(all)}
      keyOf={({ category }) => category.id}
    />
  )
}

import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Select } from '../parts/select.tsx'
import { type Category, inTree } from './category-tree.ts'

interface CategoryDialogProps {
  readonly all: readonly Category[]
  /** The one to change; without one, another is added. */
  readonly category: Category | undefined
  readonly onDone: (sentence: string) => void
  readonly onClose: (isDone: boolean) => void
}

/** Adds a category, or renames and moves one. */
export function CategoryDialog({ all, category, onDone, onClose }: CategoryDialogProps) {
  const [name, setName] = useState(category?.name ?? '')
  const [description, setDescription] = useState(category?.description ?? '')
  const [parent, setParent] = useState(category?.parent_id ?? '')
  const save = async () => {
    const body = { name: name.trim(), description: description.trim() || null, parent_id: parent || null }
    if (category) await call('updateCategory', { params: { category_id: category.id }, body })
    else await call('createCategory', { body })
    onDone(`${body.name} was ${category ? 'changed' : 'added'}.`)
  }
  // Nothing can be below itself.
  const possible = inTree(all.filter(({ id }) => id !== category?.id))
  const parents = Object.fromEntries(possible.map(({ category: { id }, path }) => [id, path.join(' › ')]))
  return (
    <Dialog title={category ? `Change ${category.name}` : 'Add a category'} action={category ? 'Change' : 'Add'} onConfirm={save} onClose={onClose}>
      <Field label="Name" required maxLength={100} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      <Field
        label="Description"
        maxLength={1000}
        value={description}
        onInput={({ currentTarget }) => setDescription(currentTarget.value)}
      />
      <Select label="Below" options={{ '': 'Nothing: it stands on top', ...parents }} value={parent} onChange={setParent} />
    </Dialog>
  )
}

import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { Dialog } from '../parts/dialog.tsx'
import { labelOf } from '../parts/format.ts'

type Person = AnswerOf<'changeRole'>

const roles = {
  member: 'reads, writes and learns',
  instructor: 'also teaches courses',
  moderator: 'also judges reports and keeps categories',
  admin: 'may do everything',
} as const satisfies Record<Person['role'], string>

interface RoleDialogProps {
  readonly person: Person
  readonly onChanged: (person: Person) => void
  readonly onClose: () => void
}

/** Gives someone another role. */
export function RoleDialog({ person, onChanged, onClose }: RoleDialogProps) {
  const [role, setRole] = useState(person.role)
  const change = async () => onChanged(await call('changeRole', { params: { user_id: person.id }, body: { role } }))
  return (
    <Dialog title={`Role of ${person.username}`} action="Change role" onConfirm={change} onClose={onClose}>
      <fieldset class="roles">
        <legend class="hidden">Role</legend>
        {(Object.keys(roles) as Person['role'][]).map((choice) => (
          <label key={choice}>
            <input type="radio" name="role" checked={choice === role} onChange={() => setRole(choice)} />
            <span>
              <b>{labelOf(choice)}</b> {roles[choice]}
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}

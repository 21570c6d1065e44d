import type { FormInstance } from 'antd'
import { asProblem } from '@/api/problem'

// showFaults puts what the server says of each input under that input; what belongs to none is given back for an alert.
// Names of inputs are those of the request's body.
export function showFaults(form: FormInstance, error: unknown): string | undefined {
  const p = asProblem(error)
  const known = p.fields.filter((f) => form.getFieldInstance(f.name) !== undefined)
  form.setFields(known.map((f) => ({ name: f.name, errors: [f.message] })))
  return known.length > 0 && known.length === p.fields.length ? undefined : p.say()
}

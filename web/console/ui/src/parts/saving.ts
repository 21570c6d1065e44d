import { Form } from 'antd'
import { useState } from 'react'
import { useAct } from './confirm'
import { showFaults } from './form'

interface Saving<V> { put: (v: V) => Promise<unknown>; said: string; secrets: readonly string[]; after: () => Promise<unknown> }

// useSaving writes what a form of settings holds: faults stand under their inputs, and secrets are emptied once they are kept.
export function useSaving<V extends object>({ put, said, secrets, after }: Saving<V>) {
  const act = useAct()
  const [form] = Form.useForm<V>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (v: V) => {
    setBusy(true)
    setFault(undefined)
    try {
      await put(v)
      form.resetFields([...secrets] as Parameters<typeof form.resetFields>[0])
      void act(() => Promise.resolve(), said)
      await after()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return { form, fault, busy, save }
}

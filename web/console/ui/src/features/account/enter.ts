import { useState } from 'react'
import type { FormInstance } from 'antd'
import { useTakeSession } from '@/api/session'
import type { Who } from '@/api/types'
import { showFaults } from '@/parts/form'
import { useGo } from '@/parts/link'
import { to } from '@/paths'

// useEnter runs a verb that signs in, and then goes to the page that was wanted, or to `home`.
export function useEnter(form: FormInstance, home: string = to.loop()) {
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const take = useTakeSession()
  const go = useGo()
  const enter = async (verb: () => Promise<Who>) => {
    setBusy(true)
    setFault(undefined)
    try {
      take(await verb())
      go(wanted(home), true)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return { fault, busy, enter }
}

// wanted is where the user was going; never another site.
function wanted(home: string): string {
  const path = new URLSearchParams(location.search).get('to') ?? home
  return /^\/(?![/\\])/.test(path) ? path : home
}

// token is that of a one-time link, '' when the address has none.
export const token = () => new URLSearchParams(location.search).get('token') ?? ''

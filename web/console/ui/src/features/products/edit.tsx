import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Form, Input, InputNumber, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { showFaults } from '@/parts/form'
import { words as common } from '@/parts/words'
import { useWords } from '@/words'
import type { Product } from './data'
import { roleCodes, words, type Role } from './words'

interface Values { sku: string; name: string; line?: string; role?: Role; price?: number | null; on_sale: boolean }

// EditProduct changes a product, or adds one.
export function EditProduct({ product, onClose }: { product: Product | undefined; onClose: () => void }) {
  const t = useWords(words)
  const c = useWords(common)
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [version, setVersion] = useState(product?.version ?? 0)
  const role = roleCodes.find((r) => r === product?.role)
  const first: Values = { sku: product?.sku ?? '', name: product?.name ?? '', line: product?.line, role, price: product?.price ? product.price / 100 : null, on_sale: product?.on_sale ?? true }
  const run = async (v: Values) => {
    setBusy(true)
    const body = { sku: v.sku.trim(), name: v.name.trim(), line: v.line?.trim() || undefined, role: v.role, price: v.price ? Math.round(v.price * 100) : undefined, on_sale: v.on_sale }
    try {
      if (product) await ask(api.PUT('/api/products/{id}', { params: { path: { id: product.id } }, body: { ...body, version } }))
      else await ask(api.POST('/api/products', { body }))
      void message.success(t.saved)
      onClose()
      await queries.invalidateQueries({ predicate: (q) => ['products', 'insight'].includes(String(q.queryKey[0])) })
    } catch (error) {
      setFault(showFaults(form, error))
      if (asProblem(error).status === 409) { // somebody was faster: what is typed stays, saving again is over the latest
        await queries.invalidateQueries({ queryKey: ['products'] })
        const latest = queries.getQueryData<Product[]>(['products', 'all'])?.find((p) => p.id === product?.id)
        if (latest) setVersion(latest.version)
      }
    } finally {
      setBusy(false)
    }
  }
  const must = [{ required: true, whitespace: true, message: t.required }]
  return (
    <Modal open title={product ? product.name || product.sku : t.add} okText={t.save} cancelText={c.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={first} onFinish={(v) => void run(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} />}
        <Form.Item name="sku" label={t.sku} extra={product ? undefined : t.skuHint} rules={must}><Input disabled={!!product} maxLength={100} /></Form.Item>
        <Form.Item name="name" label={t.name} rules={must}><Input maxLength={200} /></Form.Item>
        <Form.Item name="line" label={t.line}><Input maxLength={100} /></Form.Item>
        <Form.Item name="role" label={t.role}><Select allowClear placeholder={t.noRole} options={roleCodes.map((r) => ({ value: r, label: t.roles[r] }))} /></Form.Item>
        <Form.Item name="price" label={t.priceYuan} extra={t.priceHint}><InputNumber min={0} precision={2} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="on_sale" label={t.onSale} valuePropName="checked"><Switch /></Form.Item>
      </Form>
    </Modal>
  )
}

import { orderConsequences } from '../../domain/consequences.js'
import { orderGaps } from '../../domain/gaps.js'
import { SettingsForm } from '../settings-form.js'
import { CustomerPart } from './customer-part.js'
import { FieldsPart } from './fields-part.js'
import { DeletedPart, LinesPart } from './lines-part.js'
import { ParametersPart } from './parameters-part.js'
import { PaymentsPart } from './payments-part.js'
import { StatusPart } from './status-part.js'
import { WhichPart } from './which-part.js'

export function OrdersSection() {
  return (
    <SettingsForm kind="orders" gapsOf={orderGaps} consequences={orderConsequences}>
      {(part) => (
        <>
          <WhichPart {...part} />
          <StatusPart {...part} />
          <ParametersPart {...part} />
          <FieldsPart {...part} />
          <CustomerPart {...part} />
          <LinesPart {...part} />
          <PaymentsPart {...part} />
          <DeletedPart {...part} />
        </>
      )}
    </SettingsForm>
  )
}

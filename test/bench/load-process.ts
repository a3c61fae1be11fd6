import { type LoadOrder, makeCalls } from './load.ts'

// A client in the process of what it measures would take its time.
process.on('message', (order) => {
  void makeCalls(order as LoadOrder).then((report) => process.send?.(report))
})

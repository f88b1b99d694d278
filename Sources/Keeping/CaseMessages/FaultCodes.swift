package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let attachmentInvalid = Self("attachment.invalid")
    package static let attachmentTooLarge = Self("attachment.tooLarge")
    package static let batchInvalid = Self("batch.invalid")
    package static let hitInvalid = Self("hit.invalid")
    package static let hitTooLarge = Self("hit.tooLarge")
    package static let receiptInvalid = Self("receipt.invalid")
    package static let receiptSign = Self("receipt.sign")
    package static let refusalInvalid = Self("refusal.invalid")
    package static let replyInvalid = Self("reply.invalid")
    package static let replySign = Self("reply.sign")
    package static let replyTooLarge = Self("reply.tooLarge")
}

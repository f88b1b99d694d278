public import CaseMessages
public import Ground

/// Something that has happened, as the station's parts tell it to the ``Announcer``; what the officer sees of it is
/// ``Screen/take(_:)``'s to say.
public enum StationEvent: Sendable {
    /// How a reader is: the only one, or one of several by its place among them, with the name of its device.
    case reader(ReaderReport, of: Int = 0, device: String = "")
    case camera(CameraReport)
    case lists(ListsReport?)
    case outbox(OutboxReport)
    /// Something of the device itself is wrong; it stays until the same part is ``wellAgain(_:)``.
    case alarm(Alarm)
    case wellAgain(Alarm.Part)
    /// Somebody else is on duty.
    case officer(String)
    /// An encounter has begun, with or without a finger on the glass.
    case began(EncounterReport)
    /// It has come a step further, and more is to be taken.
    case progress(EncounterReport)
    /// A finger lies on the glass.
    case fingerOn(Stage.Attempt)
    case placeAgain(Stage.Attempt, Retry.Reason)
    case searching(Stage.Attempt)
    case verdict(Verdict)
    /// Whoever is at the glass is not searched.
    case unfinished(Stage.Cause)
    /// The glass is free for the next traveller.
    case glassFree
    /// A person has seen the verdict of this correlation, and is done with it.
    case ended(UUIDv7)
    case reply(CaseReply)
    /// What was unread when the station ended, newest first, how many more, and the number of the newest that is damaged.
    case unread([CaseReply], older: Int, damaged: Int?)
    /// A person has read the reply of this number.
    case read(Int)
    /// The centre has shut this device out, at that moment and for good.
    case revoked(Timestamp)
    /// Lists that could not be taken up, by owner, each with the reason; the empty owner stands for all of them.
    case refusedLists([String: String])
    /// The centre does not take this item.
    case refused(RefusedItem)
    /// The centre has taken these items.
    case receipted(Set<UUIDv7>)
}

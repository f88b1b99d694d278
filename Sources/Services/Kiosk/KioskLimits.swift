/// What a client on this machine may make long or many: a page needs one connection for its events and few besides.
struct KioskLimits {
    /// How long a connection may be silent between requests, and how long a request's head may take.
    var idle = Duration.seconds(30)
    /// How long a request's body may take to arrive.
    var request = Duration.seconds(10)
    /// How long a client may take nothing of its answers.
    var reading = Duration.seconds(10)
    /// Between two beats of the events; a page that misses three says that the station is lost.
    var beat = Duration.seconds(5)
    /// Connections that have not shown the key; one more costs the oldest of them its place.
    var strangers = 32
    /// Connections that have.
    var known = 32
}

public import Logging
public import ServiceLifecycle
internal import UnixSignals

extension ServiceGroup {
    /// The services of a daemon, which end one after the other at SIGTERM or SIGINT: what is under way may finish, but the whole
    /// is over within a second.
    ///
    ///     try await ServiceGroup.daemon([link, systemd], logger: logger).run()
    public static func daemon(_ services: [any Service], logger: Logger) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .milliseconds(800)
        return ServiceGroup(configuration: configuration)
    }
}

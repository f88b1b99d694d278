public import Operations

extension Link.Configuration {
    public init(_ settings: Settings<LinkSettings>) {
        self.init(
            hubURL: settings.hubURL, enrolmentURL: settings.enrolmentURL, mirrorURL: settings.mirrorURL,
            pollInterval: settings.pollInterval, uploadInterval: settings.uploadInterval)
    }
}

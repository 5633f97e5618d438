using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra;

namespace Muster.Server.Demo;

/// <summary>The directories of a demo: nothing but what runs on this machine, whatever somebody types while trying it out.</summary>
internal sealed class DemoDirectories(IDirectorySourceFactory sources, IDirectorySubscriptionsFactory subscriptions)
    : IDirectorySourceFactory,
        IDirectorySubscriptionsFactory
{
    public DemoDirectories(TimeProvider clock)
        : this(new EntraDirectorySourceFactory(clock), new EntraSubscriptionsFactory(clock)) { }

    /// <inheritdoc />
    public IDirectorySource Create(Connection connection, Credential credential, PropertySelection? more = null) =>
        sources.Create(Checked(connection), credential, more);

    /// <inheritdoc />
    public PropertySelection SelectionOf(string binding) => sources.SelectionOf(binding);

    /// <inheritdoc />
    public IDirectorySubscriptions Create(Connection connection, Credential credential) =>
        subscriptions.Create(Checked(connection), credential);

    private static Connection Checked(Connection connection) =>
        connection is { GraphUrl.IsLoopback: true, Authority.IsLoopback: true } and not { Credential: CredentialKind.ManagedIdentity }
            ? connection
            : throw new DirectoryReadException(
                DirectoryFault.SignInRefused,
                "This is a demo: it reaches its made-up tenant and nothing else. Start Muster in earnest to connect a real one: muster serve."
            );
}

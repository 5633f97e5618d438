using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra;

/// <summary>Makes the source that reads Microsoft Entra ID through Microsoft Graph.</summary>
/// <param name="clock">Time for tokens, waits and time-outs.</param>
public sealed class EntraDirectorySourceFactory(TimeProvider clock) : IDirectorySourceFactory
{
    /// <inheritdoc />
    public IDirectorySource Create(Connection connection, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(credential);
        return new EntraDirectorySource(connection, credential, new RetryRules(Random.Shared.NextDouble), clock);
    }
}

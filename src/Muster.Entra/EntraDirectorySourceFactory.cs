using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Checks;
using Muster.Entra.Http;
using Muster.Entra.Pages;

namespace Muster.Entra;

/// <summary>Makes the source that reads Microsoft Entra ID through Microsoft Graph.</summary>
/// <param name="clock">Time for tokens, waits and time-outs.</param>
public sealed class EntraDirectorySourceFactory(TimeProvider clock) : IDirectorySourceFactory
{
    /// <summary>The checks that every connection is put to, before they are tried: what is needed, what for, and what is lost without it.</summary>
    public static IReadOnlyList<PermissionCheck> Checks => PermissionProbe.Planned;

    /// <inheritdoc />
    public IDirectorySource Create(Connection connection, Credential credential, PropertySelection? more = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(credential);
        return new EntraDirectorySource(
            connection,
            credential,
            more ?? PropertySelection.None,
            new RetryRules(Random.Shared.NextDouble),
            clock
        );
    }

    /// <inheritdoc />
    public PropertySelection SelectionOf(string binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        // The binding ends with the first request; what is read of all users stands first in its selection.
        const string start = $"$select={UserRows.Select},";
        var at = binding.IndexOf(start, StringComparison.Ordinal);
        return at < 0 ? PropertySelection.None : PropertySelection.Parse(binding[(at + start.Length)..]);
    }
}

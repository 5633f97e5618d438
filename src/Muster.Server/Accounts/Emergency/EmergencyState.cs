namespace Muster.Server.Accounts.Emergency;

/// <summary>How it stands with the emergency account.</summary>
/// <param name="MadeAt">When its codes were made; null while there is none, which is how a server begins.</param>
/// <param name="CodesLeft">How many codes are left.</param>
/// <param name="UsedAt">When somebody last came in by it, to try it or in earnest, with these codes or earlier ones; null for never.</param>
/// <param name="OpenUntil">Until when it was opened on the server's machine; null when it was not.</param>
/// <param name="InUseUntil">When the session ends that is open now, at the latest; null for none.</param>
/// <param name="From">The address of that session.</param>
internal sealed record EmergencyState(
    DateTimeOffset? MadeAt,
    int CodesLeft,
    DateTimeOffset? UsedAt,
    DateTimeOffset? OpenUntil,
    DateTimeOffset? InUseUntil,
    string? From
)
{
    /// <summary>Whether nobody knows whether it still works: not tried for a quarter, or not with these codes.</summary>
    public bool IsUntried(DateTimeOffset now) => MadeAt is not null && !(UsedAt >= MadeAt && now - UsedAt <= EmergencyAccess.Stale);

    /// <summary>Whether everybody who is responsible has to know: it is open, in use, or was used within a day.</summary>
    public bool Alerts(DateTimeOffset now) => OpenUntil is not null || InUseUntil is not null || now - UsedAt < EmergencyDoor.Told;
}

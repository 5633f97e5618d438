namespace Muster.GraphEmulator.Company;

/// <summary>An example worth explaining: a person who is in a group only through nested ones, during the whole first month.</summary>
/// <param name="UserPrincipalName">The person.</param>
/// <param name="GroupDisplayName">The group; its display name is unique.</param>
public sealed record Showcase(string UserPrincipalName, string GroupDisplayName);

namespace Muster.Server.Connections;

/// <summary>Settings that belong together, with what they decide.</summary>
/// <param name="Title">Heading; empty for none.</param>
/// <param name="Text">What they decide, in words.</param>
/// <param name="Paths">Names of the settings, in the order in which they are shown.</param>
public sealed record PolicyPart(string Title, string Text, IReadOnlyList<string> Paths);

namespace Muster.Planted.Tests;

/// <summary>One rule of the reader or of planning, broken on purpose.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="File">Source file, relative to <c>src</c>; its first folder is the project.</param>
/// <param name="Right">What stands there; must stand there exactly once.</param>
/// <param name="Wrong">What stands there instead.</param>
public sealed record PlantedFault(string Name, string File, string Right, string Wrong)
{
    /// <summary>Whether the trials of planning are to find it, not those of reading.</summary>
    public bool InPlanning { get; init; }

    /// <summary>The trial of reading that is known to find it, so is tried first; when it does not, all others are.</summary>
    public string CaughtBy { get; init; } = "";

    public string Project => File.Split('/')[0];

    public override string ToString() => Name;
}

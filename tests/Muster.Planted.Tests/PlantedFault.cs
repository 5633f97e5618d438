namespace Muster.Planted.Tests;

/// <summary>One rule of the reader, broken on purpose.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="File">Source file, relative to <c>src</c>; its first folder is the project.</param>
/// <param name="Right">What stands there; must stand there exactly once.</param>
/// <param name="Wrong">What stands there instead.</param>
public sealed record PlantedFault(string Name, string File, string Right, string Wrong)
{
    public string Project => File.Split('/')[0];

    public override string ToString() => Name;
}

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>Names the published bodies that a test holds the emulator to.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StructureOfAttribute(params string[] files) : Attribute
{
    public IReadOnlyList<string> Files { get; } = files;
}

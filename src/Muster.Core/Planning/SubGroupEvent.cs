namespace Muster.Core.Planning;

/// <summary>A group became, or ceased to be, a sub-group of another.</summary>
/// <param name="Group">Key of the group above.</param>
/// <param name="Child">Key of the sub-group.</param>
/// <param name="Began">Whether it became one; else it ceased to be one.</param>
public sealed record SubGroupEvent(int Group, int Child, bool Began);

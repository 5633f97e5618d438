namespace Muster.Server.Groups;

/// <summary>A group that somebody wants to create by its name.</summary>
/// <param name="Name">Name, exactly as the directory has it.</param>
/// <param name="Purpose">Why it exists, or null.</param>
/// <param name="Accountable">Who answers for it, or null.</param>
public sealed record NewGroupWish(string Name, string? Purpose, string? Accountable);

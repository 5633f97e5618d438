namespace Muster.Server.Access;

/// <summary>Which right it takes to change a setting, on whatever page and by whatever endpoint.</summary>
internal static class SettingRights
{
    /// <summary>The right for a setting of the workspace, of a connection, or of how a group follows the directory.</summary>
    public static Right Of(string path) =>
        path.StartsWith("guardCeiling.", StringComparison.Ordinal) ? Right.ConfigureCeiling
        : IsGuardRail(path) ? Right.ConfigureGuards
        : Right.Configure;

    /// <summary>The rights for several settings, each once.</summary>
    public static IEnumerable<Right> Of(IEnumerable<string> paths) => paths.Select(Of).Distinct();

    /// <summary>Whether a setting of a connection or a group decides what a plan may take away without a person, or without a second one.</summary>
    public static bool IsGuardRail(string path) =>
        path.StartsWith("guards.", StringComparison.Ordinal)
        || path is "protectedGroups" or "protectedUsers" or "secondPerson" or "protected";
}

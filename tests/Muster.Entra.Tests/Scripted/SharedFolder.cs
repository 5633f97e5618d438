namespace Muster.Entra.Tests.Scripted;

/// <summary>Finds test material that lies beside the repository and is never part of it.</summary>
internal static class SharedFolder
{
    /// <summary>The named folder in <c>shared</c>, or null.</summary>
    public static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable("MUSTER_SHARED") is { Length: > 0 } set)
            return Existing(Path.Combine(set, name));
        var repository = Up(AppContext.BaseDirectory).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "Muster.slnx")));
        return repository is null
            ? null
            : Up(repository).Select(folder => Existing(Path.Combine(folder, "shared", name))).FirstOrDefault(found => found is not null);
    }

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;

    private static IEnumerable<string> Up(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}

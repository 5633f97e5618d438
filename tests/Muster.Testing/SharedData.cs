namespace Muster.Testing;

/// <summary>Data that lives in a folder <c>shared</c> beside the repository and is never part of it.</summary>
public static class SharedData
{
    /// <summary>Path of a file in it, or null when the folder or the file is not there.</summary>
    public static string? Find(params string[] parts)
    {
        var folder = Environment.GetEnvironmentVariable("MUSTER_SHARED") is { Length: > 0 } named ? named : Beside();
        if (folder is null)
            return null;
        var file = Path.Combine([folder, .. parts]);
        return File.Exists(file) ? file : null;
    }

    /// <summary>The repository's folder.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The program does not run from inside the repository.");
    }

    private static string? Beside()
    {
        for (var above = new DirectoryInfo(Repository()).Parent; above is not null; above = above.Parent)
            if (Directory.Exists(Path.Combine(above.FullName, "shared")))
                return Path.Combine(above.FullName, "shared");
        return null;
    }
}

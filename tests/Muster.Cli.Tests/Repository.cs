namespace Muster.Cli.Tests;

/// <summary>Files of the checkout that tests compare with.</summary>
internal static class Repository
{
    /// <summary>A path inside the checkout.</summary>
    public static string In(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
            folder = folder.Parent;
        return folder is null
            ? throw new InvalidOperationException("The tests do not run inside a checkout.")
            : Path.Combine([folder.FullName, .. parts]);
    }
}

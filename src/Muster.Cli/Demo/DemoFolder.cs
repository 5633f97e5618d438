using Microsoft.Data.Sqlite;

namespace Muster.Cli.Demo;

/// <summary>The folder a demo works in: made anew each time, and never anybody's real data.</summary>
internal static class DemoFolder
{
    private const string Marker = "this-is-a-demo";
    private const string NextName = "next";
    private const int NoSuchTable = 1;

    /// <summary>Keeps another demo out of a folder until it is given back.</summary>
    /// <exception cref="UserErrorException">A demo works in it.</exception>
    public static IDisposable Hold(string folder)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            return new FileStream(
                folder.TrimEnd(Path.DirectorySeparatorChar) + ".lock",
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
        }
        catch (IOException)
        {
            throw new UserErrorException(
                ExitCodes.Locked,
                $"Another demo works in {folder}. Stop it first (Ctrl-C where it runs), or name another folder with --data."
            );
        }
    }

    /// <summary>Makes the folder, or empties it if a demo made it and it knows no real directory.</summary>
    /// <exception cref="UserErrorException">The folder holds something else.</exception>
    public static string Prepare(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(Path.Combine(folder, Marker)))
                throw new UserErrorException(
                    ExitCodes.Locked,
                    $"{folder} holds something that no demo made, so it is left alone. Name another folder with --data, or move it away."
                );
            if (RealDirectory(folder) is { } real)
                throw new UserErrorException(
                    ExitCodes.Locked,
                    $"A demo made {folder}, but a real directory was connected to it since ({real}), so it is left alone. Name another folder with --data."
                );
            Directory.Delete(folder, recursive: true);
        }
        return Make(folder);
    }

    /// <summary>Makes an empty folder within, for the demo that takes the place of this one.</summary>
    /// <returns>Its path.</returns>
    public static string Next(string folder)
    {
        var next = Path.Combine(folder, NextName);
        if (Directory.Exists(next))
            Directory.Delete(next, recursive: true);
        return Make(next);
    }

    /// <summary>Puts what is in the folder of <see cref="Next"/> in place of everything else.</summary>
    /// <remarks>The keys of signed-in browsers stay.</remarks>
    public static void TakeNext(string folder)
    {
        var next = Path.Combine(folder, NextName);
        var keys = Path.Combine("keys", "web");
        if (Directory.Exists(Path.Combine(folder, keys)))
            Directory.Move(Path.Combine(folder, keys), Path.Combine(next, keys));
        // The folder stays a demo's at every moment, also when this is broken off.
        var marker = Path.Combine(folder, Marker);
        File.Delete(Path.Combine(next, Marker));
        foreach (var old in Directory.EnumerateFileSystemEntries(folder).Where(path => path != next && path != marker).ToList())
            Remove(old);
        foreach (var made in Directory.EnumerateFileSystemEntries(next).ToList())
            Directory.Move(made, Path.Combine(folder, Path.GetFileName(made)));
        Directory.Delete(next);
    }

    /// <summary>Address of a directory that is none of a demo's; null for none.</summary>
    private static string? RealDirectory(string folder)
    {
        var file = Path.Combine(folder, "muster.db");
        if (!File.Exists(file))
            return null;
        try
        {
            using var database = new SqliteConnection($"Data Source={file};Pooling=False");
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "SELECT graph_url FROM connection";
            using var rows = command.ExecuteReader();
            while (rows.Read())
                if (!Uri.TryCreate(rows.GetString(0), UriKind.Absolute, out var graph) || !graph.IsLoopback)
                    return rows.GetString(0);
            return null;
        }
        catch (SqliteException nothing) when (nothing.SqliteErrorCode == NoSuchTable)
        {
            // A demo was stopped before it had made its database.
            return null;
        }
        catch (SqliteException fault)
        {
            throw new UserErrorException(
                ExitCodes.Locked,
                $"What is in {folder} cannot be read ({fault.Message}), so it is left alone. Name another folder with --data, or move it away."
            );
        }
    }

    private static string Make(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "The demo makes this folder anew each time it runs.\n");
        return folder;
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}

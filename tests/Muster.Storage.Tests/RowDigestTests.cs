using System.Text.Json;
using Microsoft.Data.Sqlite;
using Muster.Engine.Runs;
using Muster.Storage.Auditing;

namespace Muster.Storage.Tests;

/// <summary>Rows that hold U+0000 verify by the digest that was recorded, whether it was made before or after U+0000 counted as U+2400.</summary>
public sealed class RowDigestTests
{
    private const string WithNull = "SELECT 1 AS id, 'a' || char(0) || 'b' AS message";
    private const string WithPicture = "SELECT 1 AS id, 'a' || char(9216) || 'b' AS message";
    private const string Another = "SELECT 1 AS id, 'a' || char(0) || 'c' AS message";

    [Theory]
    [InlineData(WithNull, true)]
    [InlineData(WithPicture, false)]
    [InlineData(Another, false)]
    public void A_digest_of_before_agrees_with_the_very_text_it_was_made_of_and_with_no_other(string kept, bool agrees) =>
        Assert.Equal(agrees, Agrees(Read(WithNull, RowDigest.AsKept), kept));

    [Theory]
    [InlineData(WithNull, true)]
    [InlineData(WithPicture, true)]
    [InlineData(Another, false)]
    public void A_digest_of_now_agrees_with_the_text_as_either_database_keeps_it(string kept, bool agrees) =>
        Assert.Equal(agrees, Agrees(Read(WithNull, RowDigest.Of), kept));

    /// <summary>Whether both kinds of rows that are digested verify.</summary>
    private static bool Agrees(string recorded, string kept)
    {
        var faults = new List<string>();
        Read(
            kept,
            row =>
            {
                var runs = new RecordedRuns();
                runs.Take(1, recorded, 1);
                runs.Check(1, RunOutcome.Applied, RowDigest.Of(row), () => RowDigest.AsKept(row), faults.Add);
                var settings = new RecordedSettings();
                settings.Take(JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["version"] = 2, ["row"] = recorded }));
                settings.Check(0, 2, RowDigest.Of(row), () => RowDigest.AsKept(row), faults.Add);
                return true;
            }
        );
        Assert.True(faults.Count is 0 or 2);
        return faults.Count == 0;
    }

    private static T Read<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var row = command.ExecuteReader();
        Assert.True(row.Read());
        return read(row);
    }
}

using System.Data.Common;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Muster.Storage.Connections;
using Muster.Storage.Sql;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>Encrypted keys in the database, so that every node has the same.</summary>
/// <param name="source">Opens connections.</param>
/// <param name="store">Which of the keys.</param>
/// <param name="place">Where the database is, for messages.</param>
/// <param name="translate">Puts a fault into words.</param>
internal sealed class PostgresKeys(NpgsqlDataSource source, string store, string place, Func<DbException, StorageException> translate)
    : IKeyStore,
        IXmlRepository
{
    private const string RingKey = ".xml";

    public string Place => place;

    public IXmlRepository Ring => this;

    public IReadOnlyCollection<XElement> RingKeys => GetAllElements();

    public bool HasRing => GetAllElements().Count > 0;

    public byte[]? Find(string name) => Rows("AND name = $2", name).FirstOrDefault();

    public void Add(string name, ReadOnlySpan<byte> content) =>
        Run(
            $"INSERT INTO {PostgresContext.KeyTable} (store, name, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            command => command.ExecuteNonQuery(),
            name,
            content.ToArray()
        );

    public IReadOnlyCollection<XElement> GetAllElements() => [.. Rows("AND name LIKE $2 ORDER BY name", $"%{RingKey}").Select(Element)];

    public void StoreElement(XElement element, string friendlyName) =>
        Add(friendlyName + RingKey, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));

    /// <summary>From bytes: what was a file may begin with a byte order mark.</summary>
    private static XElement Element(byte[] content)
    {
        using var stream = new MemoryStream(content);
        return XElement.Load(stream);
    }

    private List<byte[]> Rows(string which, string name) =>
        Run(
            $"SELECT content FROM {PostgresContext.KeyTable} WHERE store = $1 {which}",
            command =>
            {
                using var rows = command.ExecuteReader();
                var found = new List<byte[]>();
                while (rows.Read())
                    found.Add(rows.Bytes(0));
                return found;
            },
            name
        );

    /// <summary>Without waiting for tasks: Data Protection asks from code that cannot wait for them.</summary>
    private T Run<T>(string sql, Func<NpgsqlCommand, T> run, params object[] values)
    {
        try
        {
            using var command = source.CreateCommand(sql);
            foreach (var value in values.Prepend(store))
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return run(command);
        }
        catch (DbException fault)
        {
            throw translate(fault);
        }
    }
}

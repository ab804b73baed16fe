using Clinic.Core.Storage;

namespace Clinic.Core.Messages;

/// <summary>Queues messages in the transaction of what they are about: neither exists without the other.</summary>
public sealed class MessageWrites(string table)
{
    internal void AddTo(Transaction transaction, Message message) => transaction.Put(table, MessageItems.Write(message));
}

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

/** A client for the media bucket, with the commands and signatures that are used of the SDK. */
export function openStorage() {
  const client = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    // Checksums are left to those who ask for them: a browser that uses a presigned request could not add one.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return {
    client,
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CopyObjectCommand,
    CreateMultipartUploadCommand,
    createPresignedPost,
    DeleteObjectCommand,
    GetObjectCommand,
    getSignedUrl,
    HeadObjectCommand,
    ListPartsCommand,
    paginateListObjectsV2,
    PutObjectCommand,
    UploadPartCommand,
  }
}
